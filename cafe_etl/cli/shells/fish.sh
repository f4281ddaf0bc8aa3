# cafe-etl: completion for fish
function __cafe_etl
    set -l word (string trim --left --chars "'\"" -- (commandline -ct))
    set -l before (commandline -opc)
    set -l found (cafe-etl completion fish "--word=$word" -- $before[2..-1] 2>/dev/null)
    if set -q found[1]
        printf '%s\n' $found
    else
        __fish_complete_path $word
    end
end
complete -c cafe-etl -f -a '(__cafe_etl)'
