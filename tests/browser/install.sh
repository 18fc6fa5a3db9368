#!/bin/sh
# A Chromium and Chinese fonts for the browser tests: found, or installed by apt where that is possible.
set -eu

have_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }
have_fonts() { command -v fc-list >/dev/null && fc-list :lang=zh family | grep -q .; }

if have_browser && have_fonts; then
    exit 0
fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -q
    DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends chromium fontconfig fonts-noto-cjk
    exit 0
fi
echo "gongwei: the browser tests need Chromium and a Chinese font: apt-get install chromium fontconfig fonts-noto-cjk" >&2
exit 1
