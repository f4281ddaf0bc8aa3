# cafe-etl: completion for PowerShell
Register-ArgumentCompleter -Native -CommandName cafe-etl -ScriptBlock {
    param($word, $line, $cursor)
    $before = @($line.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } |
        ForEach-Object { if ($null -ne $_.Value) { "$($_.Value)" } else { "$_" } })
    $begun = $word.Trim('"', "'")
    cafe-etl completion powershell "--word=$begun" '--' @before 2>$null | ForEach-Object {
        $name, $told = $_ -split "`t", 2
        $text = if ($name -match '^[\w./=-]+$') { $name } else { "'" + $name.Replace("'", "''") + "'" }
        if (-not $told) { $told = $name }
        [System.Management.Automation.CompletionResult]::new($text, $name, 'ParameterValue', $told)
    }
}
