/**
 * Tests of model clients. Open {@link dev.daemion.substrate.execution.model.ModelClientContractTest} first: what holds
 * for every client.
 */
@NullMarked
package dev.daemion.substrate.execution.model;

import org.jspecify.annotations.NullMarked;
