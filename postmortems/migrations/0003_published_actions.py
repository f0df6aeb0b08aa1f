import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Prefetch

from ._pages_as_they_were import seen, told_of

AT_ONCE = 50  # a row may hold a whole page


def fill(apps, schema_editor):
    """What the newest page of each postmortem tells of its actions."""
    publications = apps.get_model("postmortems", "Publication").objects
    told = apps.get_model("postmortems", "PublishedAction").objects
    actions = apps.get_model("postmortems", "ActionItem").objects.order_by().only("pk")
    pages = publications.filter(postmortem__current_publication=F("pk")).order_by("pk")
    pages = pages.only("snapshot", "postmortem").prefetch_related(Prefetch("actions", actions))
    for page in pages.iterator(AT_ONCE):
        there = {action.pk for action in page.actions.all()}
        rows = [row for row in seen(page.snapshot)["actions"] if row["id"] in there]
        told.bulk_create(
            told.model(postmortem_id=page.postmortem_id, **told_of(row)) for row in rows
        )
    # PostgreSQL makes no index, as follows here, in a table whose rows wait for a check.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):

    dependencies = [
        ('postmortems', '0002_what_lists_show'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PublishedAction',
            fields=[
                ('action', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='published', serialize=False, to='postmortems.actionitem')),
                ('title', models.CharField(max_length=300)),
                ('kind', models.CharField(blank=True, choices=[('investigate', 'Investigate'), ('mitigate', 'Mitigate'), ('repair', 'Repair'), ('detect', 'Detect'), ('prevent', 'Prevent'), ('improve-response', 'Improve response'), ('share', 'Share knowledge')], max_length=20)),
                ('priority', models.CharField(choices=[('high', 'High'), ('medium', 'Medium'), ('low', 'Low')], max_length=20)),
                ('due_on', models.DateField(blank=True, null=True)),
                ('done_when', models.TextField(blank=True, max_length=20000)),
                ('tracker_link', models.CharField(blank=True, max_length=2000)),
                ('postmortem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='published_actions', to='postmortems.postmortem')),
            ],
        ),
        # Last: see the end of ``fill``.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
