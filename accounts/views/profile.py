"""A person's own page."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render

from accounts.domain.people import change_profile
from accounts.forms.profile import ProfileForm
from accounts.models import User

from .access import tell


def profile(request):
    # A row of its own: a refused form must not change who the page says is signed in.
    person = User.objects.get(pk=request.user.pk)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            change_profile(person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            tell(form, error)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form, "teams": person.teams.all()})
