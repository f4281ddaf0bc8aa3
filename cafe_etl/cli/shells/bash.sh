# cafe-etl: completion for bash
_cafe_etl() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        COMPREPLY+=("${line%%$'\t'*}")
    done < <("$1" completion bash "--word=$2" -- "${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
    if [[ "${COMPREPLY[*]}" == *[!A-Za-z0-9_.,:/=-]* ]]; then
        compopt -o filenames 2>/dev/null # readline then quotes what needs it
    fi
}
complete -o default -F _cafe_etl cafe-etl
