#!/usr/bin/env bash
# Who may include whom (docs/ARCHITECTURE.md, "Rooms"). A rule that is not run is a wish.
set -eu
cd "$(dirname "$0")/.."
bad=0
say() { printf 'layering: %s\n' "$1"; bad=1; }

# room: rooms it may include, besides itself
may() {
    case "$1" in
        domain) echo "" ;;
        imaging | crypto | storage | mailers | onboarding) echo "domain" ;;
        web) echo "" ;;
        intake) echo "domain imaging crypto storage mailers onboarding web" ;;
        samples) echo "domain" ;;
    esac
}
for room in domain imaging crypto storage mailers onboarding web intake samples; do
    [ -d "$room" ] || continue
    allowed=" $room $(may "$room") "
    while IFS=: read -r file _ include; do
        target=$(sed -E 's/.*"([a-z]+)\/.*/\1/' <<<"$include")
        [[ "$allowed" == *" $target "* ]] || say "$file includes $target, but $room may include only:$allowed"
    done < <(grep -rnE '^#include "[a-z]+/' "$room" --include='*.h' --include='*.cpp' || true)
done

# a foreign library and the only rooms that may include it
only() {
    local pattern=$1; shift
    local hits
    hits=$(grep -rlE "^#include <($pattern)" --include='*.h' --include='*.cpp' domain imaging crypto storage mailers onboarding intake 2>/dev/null || true)
    for file in $hits; do
        local room=${file%%/*}
        [[ " $* " == *" $room "* ]] || say "$file includes <$pattern…>, which is for: $*"
    done
}
only 'gpgme|sodium' crypto
only 'opencv2/|tesseract/|leptonica/|ZXing/|jpeglib|png\.h|tiff|webp/|libheif/' imaging
only 'Poco/Data' storage
only 'Poco/Net' intake
only 'curl/' mailers storage
only 'unicode/' domain mailers
hits=$(grep -rlE '^#include <(Poco|nlohmann|curl|gpgme|sodium|opencv2|fstream|thread|unistd)' domain 2>/dev/null || true)
[ -z "$hits" ] || say "domain is pure (standard library and ICU): $hits"

for suffix in Manager Helper Util Utils Processor Impl DTO; do
    hits=$(grep -rnE "^(class|struct) [A-Za-z]*$suffix\b" --include='*.h' --include='*.cpp' domain imaging crypto storage mailers onboarding intake || true)
    [ -z "$hits" ] || say "banned word $suffix: $hits"
done
[ $bad -eq 0 ] && echo "layering: clean"
exit $bad
