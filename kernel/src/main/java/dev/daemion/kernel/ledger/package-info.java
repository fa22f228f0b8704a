/** The book of decisions. Open {@link dev.daemion.kernel.ledger.LedgerEntry}; who writes it is the storage's tail. */
@NullMarked
package dev.daemion.kernel.ledger;

import org.jspecify.annotations.NullMarked;
