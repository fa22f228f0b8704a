/** Tests of provider settings. Open {@link dev.daemion.kernel.provider.ProviderSettingsTest} first. */
@NullMarked
package dev.daemion.kernel.provider;

import org.jspecify.annotations.NullMarked;
