#!/bin/sh
# Compiles the kit's Sass and scripts into static/built and writes the lock file of hashes. The only use of Node.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
built="$here/../built"
work=${VENDOR_FOLDER:-$(mktemp -d)}

cp "$here/package.json" "$work/"
cd "$work"
[ -d node_modules/nhsuk-frontend ] || npm install --ignore-scripts --no-audit --no-fund
kit=node_modules/nhsuk-frontend/dist/nhsuk
rm -rf src && cp -r "$here" src

for colour in 123457 c8641b; do
  printf '$brand: #%s;\n' "$colour" > src/_brand-sentinel.scss
  node_modules/.bin/sass --load-path=node_modules --load-path=src --style=compressed --no-source-map --quiet-deps \
    src/app.scss "$colour.css"
done
mkdir -p "$built/images"
node "$here/brand.mjs" 123457.css c8641b.css "$here/themes.json" "$built/app.css"
node_modules/.bin/sass --style=compressed --no-source-map src/document.scss "$built/document.css"

cp src/app.mjs app-entry.mjs
node_modules/.bin/esbuild app-entry.mjs --bundle --minify --format=esm --target=es2020 --outfile="$built/app.js" --log-level=warning
sed '/sourceMappingURL/d' node_modules/htmx.org/dist/htmx.min.js > "$built/htmx.min.js"
for icon in $(grep -o 'images/[a-z-]*\.svg' "$built/app.css" | sort -u); do
  cp "$kit/assets/$icon" "$built/$icon"
done
cp "$here/favicon.svg" "$built/favicon.svg"

cd "$built"
find . -type f | LC_ALL=C sort | sed 's|^\./||' | xargs sha256sum > "$here/built.sha256"
