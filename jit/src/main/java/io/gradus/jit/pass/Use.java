package io.gradus.jit.pass;

import io.gradus.graph.Expr;

/// A reader of a stored value.
///
/// @param group the group that reads; null for the end of the function
/// @param reader the node that reads; null if it is no loop member
/// @param view what it reads
/// @param into where the part goes, if the reader only puts it into a larger value
record Use(Group group, Expr reader, View view, View into) {
  /// The group that reads now: groups are merged.
  @Override
  public Group group() {
    return group == null ? null : group.now();
  }
}
