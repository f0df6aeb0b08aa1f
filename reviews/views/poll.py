"""The anonymous poll after a meeting."""

from django.contrib import messages
from django.shortcuts import redirect, render

from reviews.domain import poll
from reviews.forms.poll import PollForm

from .access import ask, find_meeting, sent

# The browser remembers that it answered; nothing here does.
COOKIE = "reviewed-{}"


def answer(request, pk):
    """Two questions, once for each browser; only counts are kept."""
    meeting = find_meeting(request.user, pk)
    ask("reviews.answer_poll", request.user, meeting)
    cookie = COOKIE.format(meeting.pk)
    if request.get_signed_cookie(cookie, None, salt=poll.__name__) is not None:
        messages.info(request, "You answered already. Thank you.")
        return redirect(meeting)
    if not poll.is_open(meeting):
        messages.info(request, "The poll is open for two weeks after a meeting.")
        return redirect(meeting)
    form = PollForm(sent(request))
    if form.is_valid():
        poll.answer(meeting, **form.cleaned_data)
        messages.success(request, "Thank you. Only the count was kept.")
        response = redirect(meeting)
        response.set_signed_cookie(
            cookie,
            "yes",
            salt=poll.__name__,
            max_age=poll.OPEN_FOR,
            httponly=True,
            secure=request.is_secure(),
            samesite="Lax",
        )
        return response
    context = {"form": form, "meeting": meeting, "postmortem": meeting.postmortem}
    return render(request, "reviews/poll.html", context, status=422 if form.is_bound else 200)
