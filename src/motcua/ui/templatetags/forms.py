"""The mark against forged forms, and beside it whose page a form is on (`ui.resuming`). Loaded for every template."""

from django import template
from django.template import Context, Node
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.utils.html import format_html

from motcua.people.models import Account
from motcua.ui.resuming import MARK, mark_of

register = template.Library()


class MarkedForm(CsrfTokenNode):
    def render(self, context: Context) -> str:
        marked = super().render(context)
        owner = context.get("signed_in")
        if not marked or not isinstance(owner, Account):
            return marked
        return marked + format_html('<input type="hidden" name="{}" value="{}">', MARK, mark_of(owner))


@register.tag
def csrf_token(parser: Parser, token: Token) -> Node:
    return MarkedForm()
