"""Tags of one kind never overlap, found by one key: a search for a tag that nobody carries read the whole index."""

from django.db import migrations

BY_ONE_KEY = """
ALTER TABLE resident_tag DROP CONSTRAINT resident_tag_no_overlap;
ALTER TABLE resident_tag ADD CONSTRAINT resident_tag_no_overlap
    EXCLUDE USING gist (hashtextextended(tag, resident_id) WITH =, daterange(from_on, to_on) WITH &&);
"""
BY_TWO_KEYS = """
ALTER TABLE resident_tag DROP CONSTRAINT resident_tag_no_overlap;
ALTER TABLE resident_tag ADD CONSTRAINT resident_tag_no_overlap
    EXCLUDE USING gist (resident_id WITH =, tag WITH =, daterange(from_on, to_on) WITH &&);
"""


class Migration(migrations.Migration):
    """The same rule; the key is a 64-bit hash of person and tag."""

    dependencies = [("people", "0003_not_the_same")]
    operations = [migrations.RunSQL(BY_ONE_KEY, BY_TWO_KEYS)]
