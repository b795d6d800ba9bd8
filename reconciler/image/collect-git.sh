#!/bin/sh
# Collects git, ssh, tini and the libraries that they need into a folder, to be laid over an image of the same release of Debian that has
# none of them. Left out is what a controller that only fetches never runs.
set -eu
to=$1
mkdir -p "$to/usr/bin" "$to/usr/lib/git-core" "$to/var/lib/dpkg/status.d" "$to/etc/ssl/certs"

# tini is the first process: Node does not reap helpers of git that outlive it.
# The rest of git's programs are names of the first, or scripts. It starts ssh through a shell, as ssh gets options.
programs="/usr/bin/tini /usr/bin/git /usr/bin/ssh /usr/bin/ssh-keygen /usr/lib/git-core/git-remote-http"
shell=$(readlink -f /bin/sh)
for program in $programs; do
  cp -L "$program" "$to$program"
done
cp -L "$shell" "$to/sh"
ln -s git-remote-http "$to/usr/lib/git-core/git-remote-https"
ln -s /usr/bin/git "$to/usr/lib/git-core/git"
cp -L /etc/ssl/certs/ca-certificates.crt "$to/etc/ssl/certs/"

# The C library is that of the base, whose loader must fit it.
libraries=$(ldd $programs $shell | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | sort -u |
  grep -Ev '/(libc|libm|libdl|libpthread|librt|libresolv|libanl|libutil|libstdc\+\+|libgcc_s)\.so\.')
for library in $libraries; do
  # Whether /lib is a link to /usr/lib or not, the loader looks below /usr/lib.
  folder=/usr${library#/usr}
  mkdir -p "$to${folder%/*}"
  cp -L "$library" "$to$folder"
done

# As distroless does: scanners find each package with its version here.
for file in $programs $shell $libraries; do
  real=$(readlink -f "$file")
  dpkg-query --search "$real" "${real#/usr}" "/usr$real" 2>/dev/null || true
done | sed 's/: .*//' | sort -u | while read -r package; do
  dpkg-query --status "$package" >"$to/var/lib/dpkg/status.d/${package%%:*}"
done
