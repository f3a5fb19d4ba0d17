package io.gradus.jit.product;

import io.gradus.jit.emit.Kernel;

/// Work done on each part of C as soon as that part is complete, while it is in the cache.
///
/// The kernel is run on rectangles that cover C once. Its rows are those of C counted through the
/// batch axes, its columns those of C. Rectangles may be run at the same time by several threads.
///
/// @param kernel what to do
/// @param product which operand of the kernel is C
/// @param keep true if C itself is written to memory; false if only the kernel needs it: then the
///   kernel's operand `product` must be declared with stride [Product#TILE] from row to row and 1
///   from column to column, and is scratch memory
public record Epilogue(Kernel kernel, int product, boolean keep) {}
