"""Search: what may be asked, what comes back, and the engines behind one seam (`backend`)."""
