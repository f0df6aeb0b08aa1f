"""System checks: what must hold before the product may start."""

from django.core.checks import Error, register

from . import workflow


@register()
def gates_are_registered(app_configs, **kwargs):
    """A gate that is named in the rules and registered nowhere would fail every move."""
    return [
        Error(
            f"The lifecycle names the gate “{name}”, which no app registers.",
            hint="Register it with postmortems.workflow.register_gate at start-up.",
            id="postmortems.E001",
        )
        for name in workflow.missing_gates()
    ]
