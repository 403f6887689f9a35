"""The tables of the room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [("kernel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="LawImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                ("started_at", models.DateTimeField()),
                ("files", models.PositiveIntegerField(default=0)),
                ("articles", models.PositiveIntegerField(default=0)),
                ("created", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LawFinding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file", models.CharField(max_length=300)),
                ("line", models.PositiveIntegerField(default=0)),
                ("kind", models.CharField(max_length=30)),
                ("text", models.TextField(blank=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="findings", to="laws.lawimport"
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LegalDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=100)),
                ("slug", models.CharField(max_length=100, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CONSTITUTION", "CONSTITUTION"),
                            ("CODE", "CODE"),
                            ("LAW", "LAW"),
                            ("ORDINANCE", "ORDINANCE"),
                            ("ORDER", "ORDER"),
                            ("RESOLUTION", "RESOLUTION"),
                            ("DECREE", "DECREE"),
                            ("DECISION", "DECISION"),
                            ("JOINT_CIRCULAR", "JOINT_CIRCULAR"),
                            ("CIRCULAR", "CIRCULAR"),
                            ("DIRECTIVE", "DIRECTIVE"),
                            ("OTHER", "OTHER"),
                        ],
                        max_length=20,
                    ),
                ),
                ("title", models.TextField(blank=True)),
                ("issuer", models.CharField(blank=True, max_length=300)),
                ("signed_on", models.DateField(null=True)),
                ("effective_from", models.DateField(null=True)),
                ("effective_until", models.DateField(null=True)),
                (
                    "known_on",
                    models.DateField(help_text="the last day for which a source says that it is in force", null=True),
                ),
                ("known_from", models.CharField(blank=True, help_text="the source that says so", max_length=300)),
                (
                    "facts",
                    models.JSONField(
                        default=list,
                        help_text="how the register knows its facts: names, certainty and where, a group a source",
                    ),
                ),
                ("remark", models.TextField(blank=True, help_text="what the register could not settle, in words")),
                ("is_stub", models.BooleanField(default=False)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "sort_key",
                    models.CharField(db_collation="C", help_text="year and number, newest last", max_length=40),
                ),
            ],
            options={
                "ordering": ["-sort_key", "-pk"],
                "indexes": [
                    models.Index(fields=["-sort_key", "-id"], name="document_order"),
                    models.Index(fields=["number"], name="document_number"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Article",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=60)),
                ("number", models.CharField(max_length=10)),
                ("heading", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("containers", models.JSONField(default=list)),
                ("codes", models.JSONField(default=list, help_text="where the codified law has it")),
                (
                    "amendments",
                    models.JSONField(
                        default=list, help_text="number, article and day of every later document that changed it"
                    ),
                ),
                ("effective_from", models.DateField(null=True)),
                ("order", models.PositiveIntegerField()),
                ("mark", models.CharField(blank=True, max_length=64)),
                ("source", models.CharField(blank=True, max_length=300)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="articles", to="laws.legaldocument"
                    ),
                ),
            ],
            options={
                "ordering": ["document_id", "order", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("AMENDS", "AMENDS"),
                            ("CORRECTS", "CORRECTS"),
                            ("REPLACES", "REPLACES"),
                            ("REPEALS", "REPEALS"),
                            ("REPEALS_PARTLY", "REPEALS_PARTLY"),
                            ("SUSPENDS", "SUSPENDS"),
                            ("SUSPENDS_PARTLY", "SUSPENDS_PARTLY"),
                            ("DETAILS", "DETAILS"),
                            ("GUIDES", "GUIDES"),
                            ("CONSOLIDATES", "CONSOLIDATES"),
                            ("REFERS", "REFERS"),
                            ("RESTS_ON", "RESTS_ON"),
                            ("EXPLAINS", "EXPLAINS"),
                            ("ANNOUNCES", "ANNOUNCES"),
                        ],
                        max_length=20,
                    ),
                ),
                ("on", models.DateField(null=True)),
                ("part", models.TextField(blank=True)),
                (
                    "certainty",
                    models.CharField(
                        blank=True,
                        choices=[("TEXT", "TEXT"), ("CODIFIED", "CODIFIED"), ("SECONDARY", "SECONDARY")],
                        max_length=10,
                    ),
                ),
                ("ground", models.CharField(blank=True, max_length=300)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="acts", to="laws.legaldocument"
                    ),
                ),
                (
                    "target",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="suffered", to="laws.legaldocument"
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="FormerText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("heading", models.TextField(blank=True)),
                ("text", models.TextField(blank=True)),
                ("effective_from", models.DateField(null=True)),
                (
                    "replaced_on",
                    models.DateField(help_text="when the text after it took effect; the day of the import if unknown"),
                ),
                ("mark", models.CharField(max_length=64)),
                (
                    "article",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="former", to="laws.article"
                    ),
                ),
            ],
            options={
                "ordering": ["-replaced_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("article", "mark", "replaced_on"), name="former_text_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.UniqueConstraint(fields=("document", "address"), name="article_once"),
        ),
        migrations.AddIndex(
            model_name="relation",
            index=models.Index(fields=["target", "kind"], name="relation_target"),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(fields=("source", "target", "kind"), name="relation_once"),
        ),
    ]
