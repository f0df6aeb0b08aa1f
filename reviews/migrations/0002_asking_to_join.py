# A request to join a review: one row for each person and postmortem.

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('postmortems', '0001_first_records'),
        ('reviews', '0001_meetings'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='JoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('answer', models.CharField(choices=[('waiting', 'Waiting'), ('accepted', 'Accepted'), ('declined', 'Declined')], default='waiting', editable=False, max_length=20)),
                ('answered_at', models.DateTimeField(editable=False, null=True)),
                ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('postmortem', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='postmortems.postmortem')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('postmortem', 'by'), name='join_request_once'), models.CheckConstraint(condition=models.Q(('answer__in', ['waiting', 'accepted', 'declined'])), name='join_request_answer_known')],
            },
        ),
    ]
