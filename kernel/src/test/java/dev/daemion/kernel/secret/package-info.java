/** Tests of secrets. Open {@link dev.daemion.kernel.secret.SecretStoreTest} first. */
@NullMarked
package dev.daemion.kernel.secret;

import org.jspecify.annotations.NullMarked;
