"""Tasks, proposals, consultations and checks on site leave for the room `handling`, which renames their tables."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0012_letters_are_sealed")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name=name) for name in ("SiteCheck", "Consultation", "Proposal", "Task")
            ]
        )
    ]
