-- The macro `branch_matches`: whether a branch is under the filters.
(getvariable('branches') IS NULL OR list_contains(getvariable('branches'), branch))
