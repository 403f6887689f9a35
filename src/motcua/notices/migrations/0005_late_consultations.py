from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0004_contacts_change"),
    ]

    operations = [
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("submitted", "submitted"),
                    ("accepted", "accepted"),
                    ("supplement_requested", "supplement_requested"),
                    ("supplement_received", "supplement_received"),
                    ("refused", "refused"),
                    ("due_changed", "due_changed"),
                    ("apology", "apology"),
                    ("payment_requested", "payment_requested"),
                    ("decided", "decided"),
                    ("returned", "returned"),
                    ("withdrawn", "withdrawn"),
                    ("stopped", "stopped"),
                    ("one_time_code", "one_time_code"),
                    ("password_reset", "password_reset"),
                    ("contact_changed", "contact_changed"),
                    ("taken_over", "taken_over"),
                    ("task_assigned", "task_assigned"),
                    ("consultation_late", "consultation_late"),
                ],
                max_length=30,
            ),
        ),
    ]
