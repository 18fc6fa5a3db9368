"""What Django's models cannot say: exclusion constraints, id-card checks, unbroken time, search indexes."""

from django.db import migrations

EXTENSIONS = """
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""

NO_OVERLAP = """
ALTER TABLE household_member ADD CONSTRAINT household_member_no_overlap
    EXCLUDE USING gist (resident_id WITH =, daterange(from_on, to_on) WITH &&);
ALTER TABLE resident_tag ADD CONSTRAINT resident_tag_no_overlap
    EXCLUDE USING gist (resident_id WITH =, tag WITH =, daterange(from_on, to_on) WITH &&);
ALTER TABLE institution_village ADD CONSTRAINT institution_village_no_overlap
    EXCLUDE USING gist (village_id WITH =, daterange(from_on, to_on) WITH &&);
ALTER TABLE staff_village ADD CONSTRAINT staff_village_no_overlap
    EXCLUDE USING gist (staff_id WITH =, village_id WITH =, daterange(from_on, to_on) WITH &&);
"""

ID_CARD = """
CREATE FUNCTION id_card_valid(number text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT CASE WHEN number ~ '^[1-9][0-9]{16}[0-9X]$' THEN
        substr('10X98765432', 1 + (
            SELECT sum(digit::int * weight) FROM unnest(
                string_to_array(left(number, 17), NULL),
                ARRAY[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) AS d(digit, weight)
        )::int % 11, 1) = right(number, 1)
    ELSE false END
$$;
CREATE FUNCTION id_card_agrees(number text, birth date, sex int) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
PARALLEL SAFE AS $$
    SELECT substr(number, 7, 8)
           = (extract(year FROM birth) * 10000 + extract(month FROM birth) * 100 + extract(day FROM birth))::int::text
       AND (sex NOT IN (1, 2) OR (ascii(substr(number, 17, 1)) % 2 = 1) = (sex = 1))
$$;
ALTER TABLE resident ADD CONSTRAINT resident_id_card_valid
    CHECK (id_type <> 1 OR id_no IS NULL OR id_card_valid(id_no));
ALTER TABLE resident ADD CONSTRAINT resident_id_card_agrees
    CHECK (id_type <> 1 OR id_no IS NULL OR id_card_agrees(id_no, birth_date, sex));
"""

# Rows of one resident tile time exactly: no two begin or end together (one open end), and where one ends another
# begins. So each row leads to the one open row, and no row is entered twice: a single chain, without gap or overlap.
# Three b-trees cost a bulk load a fraction of an exclusion constraint, which would not see gaps either.
UNBROKEN = """
CREATE UNIQUE INDEX residence_one_start ON residence (resident_id, from_on);
CREATE UNIQUE INDEX residence_one_end ON residence (resident_id, to_on) NULLS NOT DISTINCT;
CREATE UNIQUE INDEX standing_one_start ON standing (resident_id, from_on);
CREATE UNIQUE INDEX standing_one_end ON standing (resident_id, to_on) NULLS NOT DISTINCT;
CREATE FUNCTION time_unbroken() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE follows boolean;
BEGIN
    EXECUTE format(
        'SELECT EXISTS (SELECT 1 FROM %I WHERE resident_id = $1 AND from_on = $2)', TG_TABLE_NAME
    ) INTO follows USING NEW.resident_id, NEW.to_on;
    IF NOT follows THEN
        RAISE EXCEPTION '% of resident % ends on % and nothing follows', TG_TABLE_NAME, NEW.resident_id, NEW.to_on
            USING ERRCODE = 'check_violation', CONSTRAINT = TG_TABLE_NAME || '_unbroken';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER residence_unbroken AFTER INSERT OR UPDATE ON residence
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.to_on IS NOT NULL) EXECUTE FUNCTION time_unbroken();
CREATE CONSTRAINT TRIGGER standing_unbroken AFTER INSERT OR UPDATE ON standing
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.to_on IS NOT NULL) EXECUTE FUNCTION time_unbroken();
"""

# Pairs of neighbouring characters instead of pg_trgm: in a database of locale C, which the embedded one is, pg_trgm
# takes Chinese characters for punctuation and finds no trigram in them.
SEARCH = """
CREATE FUNCTION text_pairs(line text) RETURNS text[] LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT array_agg(DISTINCT substr(line, place, 2)) FROM generate_series(1, length(line) - 1) AS place
$$;
CREATE INDEX resident_by_initials ON resident (name_initials varchar_pattern_ops);
CREATE INDEX resident_by_pinyin ON resident (name_pinyin varchar_pattern_ops);
CREATE INDEX resident_by_name_start ON resident (name varchar_pattern_ops);
CREATE INDEX resident_by_name_part ON resident USING gin (string_to_array(name, NULL));
CREATE INDEX resident_by_id_end ON resident (right(id_no, 4));
CREATE INDEX resident_by_id_start ON resident (id_no varchar_pattern_ops);
CREATE INDEX resident_by_phone_end ON resident (right(phone, 4));
CREATE INDEX resident_by_phone_start ON resident (phone varchar_pattern_ops);
CREATE INDEX resident_by_record_end ON resident (right(record_no, 8));
CREATE INDEX resident_by_address_part ON resident USING gin (text_pairs(upper(current_address)));
"""


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RunSQL(text, migrations.RunSQL.noop)
        for text in (EXTENSIONS, NO_OVERLAP, ID_CARD, UNBROKEN, SEARCH)
    ]
