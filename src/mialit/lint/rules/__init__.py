"""The rules, one module for what they check.

A module put into this folder is found here and needs no line elsewhere.
"""

from importlib import import_module
from pkgutil import iter_modules

from mialit.lint.base import Rule

__all__ = ["RULES"]

# In the order in which the documents list them: by module, then as the module has them.
RULES: tuple[Rule, ...] = tuple(
    each
    for module in sorted(found.name for found in iter_modules(__path__))
    for each in vars(import_module(f"{__name__}.{module}")).values()
    if isinstance(each, Rule)
)
