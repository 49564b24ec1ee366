from django.db import migrations, models


def rename(apps, schema_editor):
    """ "Queued" was the name of what is being sent."""
    apps.get_model("communication", "Message").objects.filter(status="queued").update(status="sending")


class Migration(migrations.Migration):

    dependencies = [
        ('communication', '0007_message_retries'),
    ]

    operations = [
        migrations.AlterField(
            model_name='message',
            name='status',
            field=models.CharField(choices=[('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed'), ('unclear', 'Unclear')], default='sending', max_length=10),
        ),
        migrations.RunPython(rename, migrations.RunPython.noop),
    ]
