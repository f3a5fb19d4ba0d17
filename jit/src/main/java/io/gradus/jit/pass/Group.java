package io.gradus.jit.pass;

import io.gradus.array.DType;
import io.gradus.graph.Expr;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// Values that are computed together, by one step of the plan: a fused loop nest, a matrix product
/// with its epilogue, or a single operation with code of its own.
final class Group {
  /// A stored value.
  ///
  /// @param value what is stored: a member, or a value that is only looked at
  /// @param to where, as a view of the stored value that it is or is a part of
  record Output(Expr value, View to) {}

  final int number; // in order of creation, which is from the end of the function to its beginning
  final DType dtype;

  /// The iteration space of a loop nest: extents other than 1.
  List<Integer> dims;

  /// How many axes belong to the rows, if some values are the same in all columns; else -1.
  int rowRank = -1;

  /// The reduced axes of a nest that reduces rows, else empty.
  List<Integer> over = List.of();

  final Set<Expr> members = new LinkedHashSet<>();
  final List<Output> outputs = new ArrayList<>();

  /// The matrix product that the loop nest follows tile by tile, if any.
  Expr product;

  /// Whether the product lies where a value computed from it will be stored.
  boolean productInPlace;

  /// The operation with code of its own, if that is what this is.
  Expr whole;

  private Group into; // the group that has taken this one in

  /// Groups that read what this one stores.
  final Set<Group> users = new LinkedHashSet<>();

  Group(int number, DType dtype, List<Integer> dims) {
    this.number = number;
    this.dtype = dtype;
    this.dims = dims;
  }

  /// The group that has taken this one in, or itself.
  Group now() {
    return into == null ? this : into.now();
  }

  /// Takes another group in.
  void take(Group other) {
    other.into = this;
    members.addAll(other.members);
    outputs.addAll(other.outputs);
    users.addAll(other.users);
    product = product != null ? product : other.product;
  }

  /// The readers that there are now.
  Set<Group> users() {
    Set<Group> all = new LinkedHashSet<>();
    users.forEach(u -> all.add(u.now()));
    all.remove(this);
    return all;
  }

  /// True if `to` is one of some groups, or waits for one of them.
  static boolean leads(Collection<Group> from, Group to) {
    Set<Group> seen = new HashSet<>(from);
    Deque<Group> open = new ArrayDeque<>(from);
    while (!open.isEmpty()) {
      Group next = open.poll();
      if (next == to) {
        return true;
      }
      next.users().stream().filter(seen::add).forEach(open::add);
    }
    return false;
  }

  boolean isLoop() {
    return whole == null && !(members.isEmpty() && outputs.isEmpty());
  }

  /// True if the product is stored: for readers outside, or in the place of what follows from it.
  boolean keepsProduct() {
    return productInPlace || outputs.stream().anyMatch(o -> o.value() == product);
  }

  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("#" + number + " ");
    if (whole != null) {
      return out.append(whole.op().symbol()).toString();
    }
    out.append(dtype.text()).append(dims);
    if (product != null) {
      out.append(" after product ").append(product.op());
    }
    if (rowRank >= 0) {
      out.append(" rows ").append(dims.subList(0, rowRank));
    }
    if (!over.isEmpty()) {
      out.append(" over axes ").append(over);
    }
    out.append(':');
    members.forEach(m -> out.append(' ').append(m.op().symbol()));
    return out.append(" → ").append(outputs.size()).append(" stored").toString();
  }
}
