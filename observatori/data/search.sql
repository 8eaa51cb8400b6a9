-- Catalan text search inside PostgreSQL 15 or later, UTF8. May be run again: it only creates or replaces.
-- Names are qualified and bodies are parsed when created, so the caller's search_path plays no part.
-- The letter ranges are written out: character classes and lower() depend on the locale of the database.
-- Looking behind at more than one letter makes PostgreSQL read the text again from its start at every match.
-- observatori/catalan.py says ca_norm again as normalise_search(), with the same patterns in the same order.

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- Without accents. unaccent() alone is only STABLE, because it looks for its dictionary in the search_path.
CREATE OR REPLACE FUNCTION public.im_unaccent(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN public.unaccent('public.unaccent'::regdictionary, $1);

-- What a text is before stemming: lower case, compatibility forms undone, ela geminada as ll, elisions off.
-- Accents and hyphens stay. A full stop is an ela geminada only between vowels: «S.L.L.» keeps its own.
CREATE OR REPLACE FUNCTION public.ca_norm(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    lower(translate(
        normalize(translate($1, E'’‘‛ʼ´`′\u00AD\u200B\u200C\u200D\u2060\uFEFF', ''''''''''''''''), NFKC),
        'ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞ', 'àáâãäåæçèéêëìíîïðñòóôõöøùúûüýþ')),
    '(?<=l)[·•∙⋅‧・](?=l)', '', 'g'),
    '(?<=[aeiouàáèéíïòóúü])l\.l(?=[aeiouàáèéíïòóúü])', 'll', 'g'),
    '(?<![a-z0-9ß-öø-ſ])[ldsnmt]''(?=[a-z0-9ß-öø-ſ])', '', 'g'),
    '(?<=[a-z0-9ß-öø-ſ])''(?:ls|ns|[lnmts])(?![a-z0-9ß-öø-ſ])', '', 'g');

-- The same text as a rough key of each word: no accents, ll and ss single, no plural, no final vowel, so that
-- «alianca», «aliança» and «aliances» meet, and so do most Spanish cousins («alianzas», «colaboración», «salud»).
CREATE OR REPLACE FUNCTION public.ca_plain(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(regexp_replace(regexp_replace(regexp_replace(
    regexp_replace(regexp_replace(regexp_replace(regexp_replace(translate(replace(replace(replace(
        public.im_unaccent(public.ca_norm($1)), 'll', 'l'), 'ss', 's'), 'tz', 'z'), 'z', 'c'),
    '([a-z]{2})sos(?![a-z0-9])', '\1s', 'g'),
    '([a-z])ion(?:e?s)?(?![a-z0-9])', '\1io', 'g'),
    '([a-z][aeiou])ns(?![a-z0-9])|([a-z]{3})s(?![a-z0-9])', '\1\2', 'g'),
    '([a-z]{3})[aeiou]+(?![a-z0-9])', '\1', 'g'),
    '([a-z])dad(?![a-z0-9])', '\1tat', 'g'),
    '([a-z]{2})d(?![a-z0-9])', '\1t', 'g'),
    '([a-z]{2})j(?![a-z0-9])', '\1g', 'g'),
    '([a-z]{2})q(?![a-z0-9])', '\1c', 'g');

-- The hyphenated words of a normalised text, joined: «socio-sanitari» → «sociosanitari», «c-17» → «c17».
CREATE OR REPLACE FUNCTION public.ca_joined(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT coalesce(string_agg(replace(found[1], '-', ''), ' '), '')
        FROM regexp_matches($1, '[a-z0-9ß-öø-ſ]+(?:-[a-z0-9ß-öø-ſ]+)+', 'g') AS found);

-- Words that say nothing in a search. PostgreSQL ships no Catalan list, and a managed server has no folder for one.
-- «més» and «seu» are left out: without accents and capitals they are a month and «la Seu d’Urgell».
CREATE OR REPLACE FUNCTION public.ca_stops() RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'a al als amb aquest aquesta aquestes aquests com de del dels des el els en es és et ha han hi ho i la les '
    'li llur llurs ne ni no o on per perquè però pel pels que què quan qui se si són també un una unes uns va van '
    'con e las lo los por su sus y and of the';

-- Configurations have no «create or replace». Both may be dropped by hand and made again.
DO $$
DECLARE
    made name[] := ARRAY(SELECT cfgname FROM pg_catalog.pg_ts_config WHERE cfgnamespace = 'public'::regnamespace);
BEGIN
    IF NOT 'ca' = ANY (made) THEN
        CREATE TEXT SEARCH CONFIGURATION public.ca (COPY = pg_catalog.catalan);
    END IF;
    IF NOT 'ca_simple' = ANY (made) THEN
        CREATE TEXT SEARCH CONFIGURATION public.ca_simple (COPY = pg_catalog.simple);
    END IF;
END $$;

-- The lexemes of a text, for the index and for a query alike. First form: Catalan stems, with their accents.
CREATE OR REPLACE FUNCTION public.ca_vector(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT ts_delete(to_tsvector('public.ca'::regconfig, words || ' ' || public.ca_joined(words)),
            tsvector_to_array(to_tsvector('public.ca'::regconfig, public.ca_stops())))
        FROM (SELECT public.ca_norm($1)) AS normalised (words));

-- Second form: the rough keys of ca_plain, for who writes without accents or in Spanish.
CREATE OR REPLACE FUNCTION public.ca_simple_vector(text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT ts_delete(
            to_tsvector('public.ca_simple'::regconfig, public.ca_plain(words || ' ' || public.ca_joined(words))),
            tsvector_to_array(to_tsvector('public.ca_simple'::regconfig, public.ca_plain(public.ca_stops()))))
        FROM (SELECT public.ca_norm($1)) AS normalised (words));
