"""What templates may ask for."""

from django import template

register = template.Library()
