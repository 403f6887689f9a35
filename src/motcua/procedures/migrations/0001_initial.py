"""The tables of the room."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import motcua.procedures.rules

# Changes of what all people share are told to the kernel (motcua.kernel.editions).
TABLES = [
    "procedures_field",
    "procedures_procedure",
    "procedures_procedureversion",
    "procedures_channel",
    "procedures_question",
    "procedures_component",
    "procedures_override",
]


def trigger(table: str) -> migrations.RunSQL:
    """After each statement that changes the table."""
    return migrations.RunSQL(
        f"CREATE TRIGGER new_edition AFTER INSERT OR UPDATE OR DELETE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION motcua_new_edition();",
        f"DROP TRIGGER new_edition ON {table};",
    )


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("kernel", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Field",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("sort_key", models.CharField(db_collation="C", max_length=500)),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=255)),
                ("digest", models.CharField(max_length=64)),
                ("started_at", models.DateTimeField()),
                ("rows", models.PositiveIntegerField()),
                ("created", models.PositiveIntegerField()),
                ("changed", models.PositiveIntegerField()),
                ("unchanged", models.PositiveIntegerField()),
                ("unread", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LifeEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                (
                    "audience",
                    models.CharField(
                        choices=[("CITIZEN", "CITIZEN"), ("BUSINESS", "BUSINESS")],
                        default=motcua.procedures.rules.Audience["CITIZEN"],
                        max_length=10,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("hint", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("icon", models.CharField(blank=True, max_length=40)),
                ("steps", models.JSONField(default=list, help_text="code and note of every procedure")),
                ("order", models.PositiveSmallIntegerField()),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("name", models.TextField()),
                ("sort_key", models.TextField(db_collation="C")),
                (
                    "keywords",
                    models.TextField(blank=True, help_text="other words it is found by, one phrase between commas"),
                ),
                ("name_en", models.TextField(blank=True, help_text="our own translation, for what people take home")),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="procedures", to="procedures.field"
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "DRAFT"),
                            ("REVIEWED", "REVIEWED"),
                            ("PUBLISHED", "PUBLISHED"),
                            ("REPEALED", "REPEALED"),
                        ],
                        default="PUBLISHED",
                        max_length=10,
                    ),
                ),
                (
                    "origin",
                    models.CharField(
                        choices=[("PACK", "PACK"), ("NATIONAL", "NATIONAL"), ("EDITED", "EDITED")],
                        default="PACK",
                        max_length=10,
                    ),
                ),
                ("decision_number", models.CharField(blank=True, max_length=100)),
                ("decided_on", models.DateField(null=True)),
                (
                    "repeal_number",
                    models.CharField(
                        blank=True, help_text="decision that ended it without a successor", max_length=100
                    ),
                ),
                ("levels", models.JSONField(default=list)),
                ("audiences", models.JSONField(default=list)),
                ("summary", models.TextField(blank=True)),
                ("steps", models.JSONField(default=list)),
                ("conditions", models.JSONField(default=list)),
                ("is_full_online", models.BooleanField(default=False)),
                ("partial_reason", models.TextField(blank=True)),
                (
                    "has_one_case",
                    models.BooleanField(default=False, help_text="reviewed: everybody brings the same papers"),
                ),
                ("is_same_day", models.BooleanField(default=False)),
                ("supplement_policies", models.JSONField(default=dict)),
                ("close_after_days", models.PositiveSmallIntegerField(null=True)),
                ("agency_kind", models.CharField(blank=True, max_length=20)),
                ("agency_code", models.CharField(blank=True, max_length=80)),
                ("unit_code", models.CharField(blank=True, max_length=80)),
                (
                    "receptions",
                    models.JSONField(
                        default=list, help_text="every level or agency that receives it, where several do"
                    ),
                ),
                ("agency_name", models.TextField(blank=True, help_text="as the national catalogue names it")),
                ("competent_name", models.TextField(blank=True)),
                ("coordinating_name", models.TextField(blank=True)),
                (
                    "process_key",
                    models.SlugField(blank=True, help_text="empty: not resolved on this platform", max_length=80),
                ),
                ("form_key", models.SlugField(blank=True, max_length=80)),
                ("result_name", models.TextField(blank=True)),
                ("results", models.JSONField(default=list, help_text="name and national code of every result")),
                ("notes", models.JSONField(default=list)),
                ("source_url", models.URLField(blank=True, max_length=500)),
                ("reviewed_at", models.DateTimeField(null=True)),
                (
                    "content_mark",
                    models.CharField(blank=True, help_text="of the pack item it was read from", max_length=16),
                ),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="procedures.procedure"
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="NationalRecord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=12, unique=True)),
                ("raw", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("line", models.PositiveIntegerField()),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="records", to="procedures.importrun"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LegalBasis",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60)),
                ("title", models.CharField(blank=True, max_length=500)),
                (
                    "articles",
                    models.JSONField(
                        default=list, help_text="the numbers of the articles that count, where they are known"
                    ),
                ),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="legal_bases",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Component",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=80)),
                ("name", models.TextField()),
                ("originals", models.PositiveSmallIntegerField(default=0)),
                ("copies", models.PositiveSmallIntegerField(default=0)),
                ("note", models.TextField(blank=True)),
                ("when", models.JSONField(default=dict)),
                ("is_required", models.BooleanField(default=True)),
                ("is_made_by_form", models.BooleanField(default=False)),
                ("is_in_database", models.BooleanField(default=False)),
                ("is_shown_only", models.BooleanField(default=False)),
                (
                    "is_note",
                    models.BooleanField(default=False, help_text="a remark among the components, nothing to bring"),
                ),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="components",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="Channel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("ONLINE", "ONLINE"), ("COUNTER", "COUNTER"), ("POST", "POST")], max_length=10
                    ),
                ),
                (
                    "variant",
                    models.PositiveSmallIntegerField(
                        default=0, help_text="0 is the ordinary case, others have their note"
                    ),
                ),
                (
                    "when",
                    models.JSONField(default=dict, help_text="the answers about my case for which this variant stands"),
                ),
                ("amount", models.PositiveIntegerField(null=True)),
                ("unit", models.CharField(blank=True, max_length=15)),
                ("is_unit_assumed", models.BooleanField(default=False)),
                ("time_note", models.TextField(blank=True)),
                ("fee_dong", models.PositiveBigIntegerField(null=True)),
                ("fee_note", models.TextField(blank=True)),
                ("is_fee_demonstration", models.BooleanField(default=False)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channels",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60)),
                ("text", models.TextField()),
                ("hint", models.CharField(blank=True, max_length=500)),
                ("options", models.JSONField()),
                ("order", models.PositiveSmallIntegerField()),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="procedures.procedureversion",
                    ),
                ),
            ],
            options={
                "ordering": ["order"],
            },
        ),
        migrations.CreateModel(
            name="UnreadRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.PositiveIntegerField()),
                ("raw", models.TextField()),
                ("reason", models.CharField(max_length=300)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unread_rows",
                        to="procedures.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ["line"],
            },
        ),
        migrations.CreateModel(
            name="Override",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField()),
                ("valid_until", models.DateField(blank=True, null=True)),
                (
                    "aspect",
                    models.CharField(
                        choices=[
                            ("FEE", "FEE"),
                            ("TIME", "TIME"),
                            ("AGENCY", "AGENCY"),
                            ("ADDRESS", "ADDRESS"),
                            ("CASE", "CASE"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[("ONLINE", "ONLINE"), ("COUNTER", "COUNTER"), ("POST", "POST")],
                        help_text="empty: all",
                        max_length=10,
                    ),
                ),
                ("fee_dong", models.PositiveBigIntegerField(null=True)),
                ("amount", models.PositiveIntegerField(null=True)),
                ("unit", models.CharField(blank=True, max_length=15)),
                ("text", models.TextField(blank=True)),
                ("decision_number", models.CharField(max_length=100)),
                ("decided_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="overrides", to="procedures.procedure"
                    ),
                ),
            ],
            options={
                "ordering": ["aspect", "channel", "valid_from"],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                models.Func(
                                    models.F("valid_from"),
                                    models.F("valid_until"),
                                    models.Value("[)"),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                            ("procedure", "="),
                            ("aspect", "="),
                            ("channel", "="),
                        ],
                        name="override_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fee_dong__isnull", False),
                            models.Q(("amount__isnull", False), models.Q(("unit", ""), _negated=True)),
                            models.Q(("text", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="override_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CatalogueTask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("NAME_MISSING", "NAME_MISSING"),
                            ("CODE_DUPLICATED", "CODE_DUPLICATED"),
                            ("WRONG_TYPE", "WRONG_TYPE"),
                            ("AGENCY_MISSING", "AGENCY_MISSING"),
                            ("CHANNEL_MISSING", "CHANNEL_MISSING"),
                            ("TIME_MISSING", "TIME_MISSING"),
                            ("UNIT_MISSING", "UNIT_MISSING"),
                            ("TIME_DIFFERS", "TIME_DIFFERS"),
                            ("FEE_TOO_SMALL", "FEE_TOO_SMALL"),
                            ("FEE_FOREIGN", "FEE_FOREIGN"),
                            ("FEE_OF_PROVINCE", "FEE_OF_PROVINCE"),
                            ("FEE_CONTRADICTED", "FEE_CONTRADICTED"),
                            ("COMPONENTS_MISSING", "COMPONENTS_MISSING"),
                            ("COMPONENT_IS_NOTE", "COMPONENT_IS_NOTE"),
                            ("COUNT_DOUBTFUL", "COUNT_DOUBTFUL"),
                            ("BASIS_MISSING", "BASIS_MISSING"),
                            ("BASIS_UNREADABLE", "BASIS_UNREADABLE"),
                            ("RESULT_MISSING", "RESULT_MISSING"),
                            ("RESULT_CODE_MISSING", "RESULT_CODE_MISSING"),
                            ("DECISION_MISSING", "DECISION_MISSING"),
                            ("DIFFERS_FROM_PROVINCE", "DIFFERS_FROM_PROVINCE"),
                            ("LAW_CHANGED", "LAW_CHANGED"),
                            ("CITATION_DEAD", "CITATION_DEAD"),
                        ],
                        max_length=30,
                    ),
                ),
                ("where", models.CharField(max_length=100)),
                ("excerpt", models.TextField(blank=True, help_text="the source's own words")),
                (
                    "mark",
                    models.CharField(
                        help_text="of kind, place and words: the same doubt is one task for ever", max_length=64
                    ),
                ),
                ("raised_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        help_text="none: a template all share",
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="procedures.procedure",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)), fields=["kind", "id"], name="catalogue_task_open"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("procedure", "mark"), name="catalogue_task_once", nulls_distinct=False
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("status__in", ("PUBLISHED", "REPEALED"))),
                expressions=[
                    (
                        models.Func(
                            models.F("valid_from"),
                            models.F("valid_until"),
                            models.Value("[)"),
                            function="daterange",
                            output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                        ),
                        "&&",
                    ),
                    ("procedure", "="),
                ],
                name="version_one_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="procedureversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("PUBLISHED", "REPEALED")), _negated=True),
                fields=("procedure", "origin"),
                name="version_one_draft_of_an_origin",
            ),
        ),
        migrations.AddIndex(
            model_name="legalbasis",
            index=models.Index(fields=["number"], name="legal_basis_number"),
        ),
        migrations.AddConstraint(
            model_name="legalbasis",
            constraint=models.UniqueConstraint(fields=("version", "number"), name="legal_basis_once"),
        ),
        migrations.AddConstraint(
            model_name="component",
            constraint=models.UniqueConstraint(fields=("version", "key"), name="component_key_once"),
        ),
        migrations.AddConstraint(
            model_name="channel",
            constraint=models.UniqueConstraint(fields=("version", "kind", "variant"), name="channel_once"),
        ),
        migrations.AddConstraint(
            model_name="question",
            constraint=models.UniqueConstraint(fields=("version", "key"), name="question_once"),
        ),
        *(trigger(table) for table in TABLES),
    ]
