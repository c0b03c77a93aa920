"""What no director has approved is seen by those who prepare it."""

from django.db import migrations, models

UNAPPROVED = ("draft", "submitted", "sent_back")


def show_to_few(apps, schema_editor):
    """Take from the house what stands open to it, with its annexes and what search knows of it."""
    get = apps.get_model
    items = get("cases", "AgendaItem").objects.filter(approval__in=UNAPPROVED)
    annexes = get("cases", "Annex").objects.filter(item__approval__in=UNAPPROVED)
    for rows in (items, annexes):
        nodes = get("spine", "Node").objects.filter(pk__in=rows.values("node_id"))
        get("spine", "SearchEntry").objects.filter(node__in=nodes).delete()
        nodes.update(visibility="preparing")


def show_as_before(apps, schema_editor):
    """Give back who saw it: the house, or the committee what is closed."""
    get = apps.get_model
    closed = [
        get("cases", "AgendaItem").objects.filter(is_closed=True),
        get("cases", "Annex").objects.filter(models.Q(is_closed=True) | models.Q(item__is_closed=True)),
    ]
    nodes = get("spine", "Node").objects.filter(visibility="preparing")
    for rows in closed:
        nodes.filter(pk__in=rows.values("node_id")).update(visibility="circle")
    nodes.update(visibility="organisation")


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0008_carriers_end_with_their_step"),
        ('spine', '0011_preparing'),
    ]

    operations = [
        migrations.AlterField(
            model_name='agendaitem',
            name='approval',
            field=models.CharField(blank=True, choices=[('', 'Kræver ikke godkendelse'), ('draft', 'Udkast, ikke godkendt'), ('submitted', 'Udkast, ikke godkendt: venter på direktøren'), ('approved', 'Godkendt af direktøren'), ('sent_back', 'Udkast, ikke godkendt: sendt tilbage')], max_length=10, verbose_name='godkendelse'),
        ),
        migrations.RunPython(show_to_few, show_as_before),
    ]
