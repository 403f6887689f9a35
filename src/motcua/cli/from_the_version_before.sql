-- What the version after the one before has else: the work on dossiers in a room of its own, questions taken back that
-- stay written, the register of law, articles of legal bases.
ALTER TABLE dossiers_task RENAME TO handling_task; ALTER SEQUENCE dossiers_task_id_seq RENAME TO handling_task_id_seq;
ALTER TABLE dossiers_proposal RENAME TO handling_proposal; ALTER SEQUENCE dossiers_proposal_id_seq RENAME TO handling_proposal_id_seq;
ALTER TABLE dossiers_consultation RENAME TO handling_consultation; ALTER SEQUENCE dossiers_consultation_id_seq RENAME TO handling_consultation_id_seq;
ALTER TABLE dossiers_sitecheck RENAME TO handling_sitecheck; ALTER SEQUENCE dossiers_sitecheck_id_seq RENAME TO handling_sitecheck_id_seq;
DROP INDEX IF EXISTS "consultation_inbox";
ALTER TABLE "handling_consultation" ADD COLUMN "recalled_at" timestamp with time zone NULL;
ALTER TABLE "handling_consultation" ADD COLUMN "recalled_by_id" bigint NULL CONSTRAINT "handling_consultatio_recalled_by_id_fb9519f1_fk_people_ac" REFERENCES "people_account"("id") DEFERRABLE INITIALLY DEFERRED; SET CONSTRAINTS "handling_consultatio_recalled_by_id_fb9519f1_fk_people_ac" IMMEDIATE;
CREATE INDEX "consultation_inbox" ON "handling_consultation" ("asked_agency_id", "due_at", "id") WHERE ("answered_at" IS NULL AND "recalled_at" IS NULL);
CREATE INDEX "handling_consultation_recalled_by_id_fb9519f1" ON "handling_consultation" ("recalled_by_id");
ALTER TABLE "laws_legaldocument" ADD COLUMN "facts" jsonb DEFAULT '[]'::jsonb NOT NULL;
ALTER TABLE "laws_legaldocument" ALTER COLUMN "facts" DROP DEFAULT;
ALTER TABLE "laws_legaldocument" ADD COLUMN "known_from" varchar(300) DEFAULT '' NOT NULL;
ALTER TABLE "laws_legaldocument" ALTER COLUMN "known_from" DROP DEFAULT;
ALTER TABLE "laws_legaldocument" ADD COLUMN "known_on" date NULL;
ALTER TABLE "laws_legaldocument" ADD COLUMN "remark" text DEFAULT '' NOT NULL;
ALTER TABLE "laws_legaldocument" ALTER COLUMN "remark" DROP DEFAULT;
ALTER TABLE "laws_relation" ADD COLUMN "certainty" varchar(10) DEFAULT '' NOT NULL;
ALTER TABLE "laws_relation" ALTER COLUMN "certainty" DROP DEFAULT;
ALTER TABLE "laws_relation" ADD COLUMN "ground" varchar(300) DEFAULT '' NOT NULL;
ALTER TABLE "laws_relation" ALTER COLUMN "ground" DROP DEFAULT;
ALTER TABLE "procedures_legalbasis" ADD COLUMN "articles" jsonb DEFAULT '[]'::jsonb NOT NULL;
ALTER TABLE "procedures_legalbasis" ALTER COLUMN "articles" DROP DEFAULT;
