"""Where a meeting is: which part of the agenda, which stop, since when."""

from django.db import models


class Progress(models.Model):
    """One row for a meeting that has begun. Times are the server's, so all clocks agree."""

    meeting = models.OneToOneField(
        "reviews.Meeting", on_delete=models.CASCADE, related_name="progress"
    )
    began_at = models.DateTimeField()
    part = models.ForeignKey(
        "reviews.AgendaPart", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    part_began_at = models.DateTimeField(null=True)
    stop = models.ForeignKey("reviews.Stop", null=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self):
        return f"progress of {self.meeting}"

    def told(self):
        """What every screen of the meeting needs of it, JSON-ready."""
        began = self.part_began_at
        return {
            "stop": self.stop_id,
            "part": self.part_id,
            "began": self.began_at.isoformat(),
            "part_began": began.isoformat() if began else None,
        }
