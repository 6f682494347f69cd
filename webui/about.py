"""What this site is, and how it works: evidence levels, tags, licences, accessibility."""

from __future__ import annotations

from flask import Blueprint, render_template

from webui.context import application

blueprint = Blueprint("about", __name__)


@blueprint.get("/about")
def about() -> str:
    return render_template("about.html")


@blueprint.get("/methods")
def methods() -> str:
    vocabulary = application().vocabulary
    return render_template(
        "methods.html",
        levels=tuple(vocabulary.scheme("evidence-levels")),
        member_count=sum(city.is_member for city in vocabulary.cities.kept),
        city_count=len(vocabulary.cities),
    )
