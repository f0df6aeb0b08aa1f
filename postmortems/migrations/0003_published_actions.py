import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from postmortems.domain.publication import for_audience
from postmortems.domain.told_action import told_of


def fill(apps, schema_editor):
    """What the newest page of each postmortem tells of its actions."""
    publications = apps.get_model("postmortems", "Publication").objects
    told = apps.get_model("postmortems", "PublishedAction").objects
    newest = dict(publications.order_by("number").values_list("postmortem", "pk"))
    pages = publications.filter(pk__in=newest.values()).only("snapshot", "postmortem")
    for page in pages.iterator(chunk_size=50):
        there = set(page.actions.values_list("pk", flat=True))
        rows = [row for row in for_audience(page.snapshot)["actions"] if row["id"] in there]
        told.bulk_create(
            told.model(postmortem_id=page.postmortem_id, **told_of(row)) for row in rows
        )


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
        # Last: PostgreSQL changes no table whose rows wait for a check.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
