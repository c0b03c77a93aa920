"""Whether a document was closed when somebody chose what is done with it; choices of before are asked anew where it is."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0010_source_remainder"),
    ]

    operations = [
        migrations.AddField(
            model_name='accesschoice',
            name='knows_closed',
            field=models.BooleanField(default=False, verbose_name='valgt, efter at det blev lukket'),
        ),
    ]
