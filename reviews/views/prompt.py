"""The prompt library, for administrators."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.views.access import tell
from postmortems.views.setting import administrators_only
from reviews.domain.prompt import library, set_prompts
from reviews.forms.prompt import PromptsForm


@require_http_methods(["GET", "HEAD", "POST"])
@administrators_only
def prompts(request):
    form = PromptsForm(request.POST if request.method == "POST" else None, library=library())
    if form.is_valid():
        try:
            set_prompts(form.changes(), by=request.user)
        except ValidationError as refusal:
            tell(form, refusal)
        else:
            messages.success(request, "The prompts are saved.")
            return redirect("postmortems:settings")
    status = 422 if form.is_bound else 200
    return render(request, "reviews/prompts.html", {"form": form}, status=status)
