-- Keep the names of a kind that sales and items are about to lose, where they have not lost one already.
INSERT INTO etl.renamed (kind, id, name)
SELECT named.kind, named.id, named.name
FROM named
ANTI JOIN (SELECT id FROM etl.renamed WHERE kind = $kind) AS kept ON kept.id = named.id
WHERE named.kind = $kind AND list_contains(CAST($name AS VARCHAR[]), named.name);
