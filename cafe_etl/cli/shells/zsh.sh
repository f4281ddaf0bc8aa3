# cafe-etl: completion for zsh
_cafe_etl() {
    local line tab=$'\t'
    local -a names shown
    for line in "${(@f)$(cafe-etl completion zsh "--word=${(Q)PREFIX}" -- "${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}"; do
        [[ -n $line ]] || continue
        names+=("${line%%$tab*}")
        shown+=("${line/$tab/  -- }")
    done
    if (( $#names )); then
        compadd -U -l -d shown -a names
    else
        _files
    fi
}
(( $+functions[compdef] )) || { autoload -Uz compinit && compinit }
compdef _cafe_etl cafe-etl
