"""The grounds that the law knows for what an authority does."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('spine', '0019_search_by_real_parts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='consent',
            name='basis',
            field=models.CharField(choices=[('gdpr_consent', 'Samtykke (databeskyttelsesforordningen art. 6, stk. 1, litra a, og art. 9, stk. 2, litra a)'), ('public_task', 'Offentlig opgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra g)'), ('public_health', 'Sundhedsopgave (databeskyttelsesforordningen art. 6, stk. 1, litra e, og art. 9, stk. 2, litra h)'), ('health_43', 'Videregivelse efter sundhedslovens § 43 (skriftligt, højst et år)')], max_length=20, verbose_name='grundlag'),
        ),
    ]
