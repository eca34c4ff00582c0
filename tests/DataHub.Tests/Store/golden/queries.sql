-- everything
SELECT t."id" AS "id", t."gap_ev" AS "gap_ev", t."ingested_at"::TIMESTAMP AS "ingested_at" FROM lake t ORDER BY t."id" ASC NULLS FIRST

-- a real column beside a whole number
SELECT t."id" AS "id" FROM lake t WHERE t."gap_ev" > $p0 ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 2

-- a whole column beside a whole real number
SELECT t."id" AS "id" FROM lake t WHERE t."charge" = $p0 ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 1

-- null
SELECT t."id" AS "id" FROM lake t WHERE (t."basis" IS NULL AND t."name" IS NOT NULL) ORDER BY t."id" ASC NULLS FIRST

-- null has no order
SELECT t."id" AS "id" FROM lake t WHERE FALSE ORDER BY t."id" ASC NULLS FIRST

-- not equal tells null
SELECT t."id" AS "id" FROM lake t WHERE t."basis" IS DISTINCT FROM $p0 ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 'def2-SVP'

-- the contrary of a comparison
SELECT t."id" AS "id" FROM lake t WHERE (NOT coalesce(t."gap_ev" < $p0, FALSE) AND t."status" IS DISTINCT FROM $p1) ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 1.5
-- $p1 = 'failed'

-- two columns
SELECT t."id" AS "id" FROM lake t WHERE t."level" IS NOT DISTINCT FROM t."geometry_level" ORDER BY t."id" ASC NULLS FIRST

-- one of a list
SELECT t."id" AS "id" FROM lake t WHERE (t."program" IN ($p0, $p1) OR t."program" IS NULL) ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 'xtb'
-- $p1 = 'psi4'

-- one of none
SELECT t."id" AS "id" FROM lake t WHERE NOT coalesce(FALSE, FALSE) ORDER BY t."id" ASC NULLS FIRST

-- functions
SELECT t."id" AS "id" FROM lake t WHERE (contains(lower(t."name"), $p0::VARCHAR) AND year(t."computed_at") = $p1) ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 'a%b_c''
-- $p1 = 2024

-- whole division
SELECT t."id" AS "id" FROM lake t WHERE (t."atoms" // $p0) >= $p1 ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 2
-- $p1 = 3

-- an element of a list
SELECT t."id" AS "id" FROM lake t WHERE list_contains(t."elements", $p0) ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 'N'

-- text beyond U+D800 is hidden from the statistics
SELECT t."id" AS "id" FROM lake t WHERE (t."name" || '') = $p0 ORDER BY t."id" ASC NULLS FIRST
-- $p0 = '😀'

-- order and page
SELECT t."id" AS "id" FROM lake t ORDER BY t."gap_ev" DESC NULLS LAST, (t."name" || '') ASC NULLS FIRST, t."id" ASC NULLS FIRST LIMIT 10 OFFSET 5

-- behind a place
SELECT t."id" AS "id" FROM lake t WHERE (((t."gap_ev" < $p0 OR t."gap_ev" IS NULL)) OR (t."gap_ev" = $p0 AND (t."name" || '') IS NOT NULL) OR (t."gap_ev" = $p0 AND (t."name" || '') IS NULL AND t."id" > $p1)) ORDER BY t."gap_ev" DESC NULLS LAST, (t."name" || '') ASC NULLS FIRST, t."id" ASC NULLS FIRST
-- $p0 = 1.5
-- $p1 = 'abc'

-- behind a key
SELECT t."id" AS "id" FROM lake t WHERE (t."id" > $p0) ORDER BY t."id" ASC NULLS FIRST
-- $p0 = 'abc'

-- molecules
SELECT t."inchikey" AS "inchikey", t."levels" AS "levels" FROM (SELECT inchikey, charge, multiplicity, min(smiles) AS smiles, min(inchi) AS inchi, min(formula) AS formula, min(atoms) AS atoms, min(heavy_atoms) AS heavy_atoms,
min(elements) AS elements, min(name) AS name, count(*) FILTER (WHERE status = 'success') AS calculations,
coalesce(list_sort(list(DISTINCT level) FILTER (WHERE status = 'success' AND level IS NOT NULL)), []) AS levels, sum(cpu_seconds) AS cpu_seconds
FROM lake WHERE inchikey IS NOT NULL GROUP BY inchikey, charge, multiplicity) t WHERE t."calculations" > $p0 ORDER BY t."inchikey" ASC NULLS FIRST, t."charge" ASC NULLS FIRST, t."multiplicity" ASC NULLS FIRST
-- $p0 = 3

-- datasets
SELECT t."slug" AS "slug", t."created"::TIMESTAMP AS "created" FROM (SELECT coalesce(c.slug, s.dataset) AS slug, coalesce(c.title, s.dataset) AS title, c.description AS description, c.licence AS licence, c.doi AS doi,
coalesce(c.authors, []) AS authors, coalesce(s.calculations, 0) AS calculations, coalesce(s.molecules, 0) AS molecules, coalesce(s.failed, 0) AS failed, coalesce(s.withdrawn, 0) AS withdrawn, coalesce(s.withdrawals, []) AS withdrawals,
coalesce(s.levels, []) AS levels, s.cpu_seconds AS cpu_seconds, s.energy_kwh AS energy_kwh, s.co2e_g AS co2e_g, s.created AS created
FROM (SELECT unnest(from_json($p0::JSON, '[{"slug":"VARCHAR","title":"VARCHAR","description":"VARCHAR","licence":"VARCHAR","doi":"VARCHAR","authors":["VARCHAR"]}]'), recursive := true)) c
FULL JOIN (SELECT dataset, count(*) AS calculations, count(DISTINCT (inchikey, charge, multiplicity)) FILTER (WHERE inchikey IS NOT NULL) AS molecules,
count(*) FILTER (WHERE status = 'failed') AS failed, count(*) FILTER (WHERE status = 'withdrawn') AS withdrawn,
list_sort(list(DISTINCT withdrawal) FILTER (WHERE withdrawal IS NOT NULL)) AS withdrawals, list_sort(list(DISTINCT level) FILTER (WHERE level IS NOT NULL)) AS levels,
sum(cpu_seconds) AS cpu_seconds, sum(energy_kwh) AS energy_kwh, sum(co2e_g) AS co2e_g, min(ingested_at) AS created
FROM lake WHERE dataset IS NOT NULL GROUP BY dataset) s ON c.slug = s.dataset) t ORDER BY t."slug" ASC NULLS FIRST
-- $p0 = '[]'

