/**
 * What the init container `update-ca-certificates` runs, to the letter, since the pod's content is compared; blanks and
 * missing ones are the operator's. Source: k8s-nim-operator internal/k8sutil, GetUpdateCaCertInitContainerCommand.
 */
export const certificateScript = [
  "echo 'Copying CA certs from Config Map'; ls -l /custom; ",
  "cp /custom/*.crt /usr/local/share/ca-certificates/; ",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the shell that fills this in
  'for f in /custom/*.pem; do cp "$f" "/usr/local/share/ca-certificates/$(basename "${f%.pem}")-pem.crt"; done;',
  "ls -l  /usr/local/share/ca-certificates/;",
  "echo 'Updating CA certs'; update-ca-certificates; echo 'CA certs updated'; ",
  "cp -r /etc/ssl/certs/ /ca-certs;",
  "echo 'Exiting update-ca-certificates init container'",
].join("");
