"""Steps of a migration that is no transaction: begun again after it was cut off, it leaves what is done and goes on."""

from typing import Any

from django.db import migrations


class AddFieldOnce(migrations.AddField):
    """`AddField`, unless the column is there."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        column = model._meta.get_field(self.name).column
        with schema_editor.connection.cursor() as cursor:
            columns = schema_editor.connection.introspection.get_table_description(cursor, model._meta.db_table)
        if column not in {one.name for one in columns}:
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class AddIndexOnce(migrations.AddIndex):
    """`AddIndex`, unless the index is there."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        with schema_editor.connection.cursor() as cursor:
            known = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
        if self.index.name not in known:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
