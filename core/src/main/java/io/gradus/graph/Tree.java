package io.gradus.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/// Values by dotted name, in a fixed order: `0.dense.weight`, `0.dense.bias`, … An immutable value.
///
/// Parameters, gradients and optimizer states are trees; the names serve checkpoints, diagnosis and
/// exchange formats alike.
///
/// @param leaves the values by full name
public record Tree<T>(Map<String, T> leaves) {
  /// Copies the map; its order is kept.
  public Tree {
    leaves = Collections.unmodifiableMap(new LinkedHashMap<>(leaves));
  }

  /// The tree without leaves.
  public static <T> Tree<T> empty() {
    return new Tree<>(Map.of());
  }

  /// A tree of one leaf.
  public static <T> Tree<T> leaf(String name, T value) {
    return new Tree<>(Map.of(name, value));
  }

  /// The tree with these names and values, in order.
  public static <T> Tree<T> of(List<String> names, List<? extends T> values) {
    if (names.size() != values.size()) {
      throw new IllegalArgumentException(names.size() + " names for " + values.size() + " values");
    }
    Map<String, T> leaves = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      leaves.put(names.get(i), values.get(i));
    }
    return new Tree<>(leaves);
  }

  /// This tree with one more leaf.
  public Tree<T> with(String name, T value) {
    Map<String, T> all = new LinkedHashMap<>(leaves);
    if (all.put(name, value) != null) {
      throw new IllegalArgumentException("name '" + name + "' is taken");
    }
    return new Tree<>(all);
  }

  /// This tree with the leaves of another under `prefix`.
  public Tree<T> with(String prefix, Tree<T> branch) {
    Map<String, T> all = new LinkedHashMap<>(leaves);
    branch.leaves.forEach((name, value) -> all.put(prefix + "." + name, value));
    if (all.size() != leaves.size() + branch.leaves.size()) {
      throw new IllegalArgumentException("a name under '" + prefix + "' is taken");
    }
    return new Tree<>(all);
  }

  /// The value of a leaf.
  public T get(String name) {
    T value = leaves.get(name);
    if (value == null) {
      throw new IllegalArgumentException("no '" + name + "' among " + leaves.keySet());
    }
    return value;
  }

  /// The leaves under `prefix`, with the prefix removed from their names.
  public Tree<T> at(String prefix) {
    Map<String, T> branch = new LinkedHashMap<>();
    leaves.forEach((name, value) -> {
      if (name.startsWith(prefix + ".")) {
        branch.put(name.substring(prefix.length() + 1), value);
      }
    });
    return new Tree<>(branch);
  }

  /// The leaves whose names pass.
  public Tree<T> filter(Predicate<String> passes) {
    Map<String, T> some = new LinkedHashMap<>(leaves);
    some.keySet().removeIf(passes.negate());
    return new Tree<>(some);
  }

  /// This tree with other values under some of its names.
  public Tree<T> replace(Tree<T> values) {
    Map<String, T> all = new LinkedHashMap<>(leaves);
    values.leaves.forEach((name, value) -> {
      if (all.replace(name, value) == null) {
        throw new IllegalArgumentException("no '" + name + "' among " + leaves.keySet());
      }
    });
    return new Tree<>(all);
  }

  /// The same names with other values.
  public <R> Tree<R> map(Function<? super T, ? extends R> f) {
    Map<String, R> mapped = new LinkedHashMap<>();
    leaves.forEach((name, value) -> mapped.put(name, f.apply(value)));
    return new Tree<>(mapped);
  }

  /// The same names with values combined from two trees of equal names.
  public <U, R> Tree<R> zip(Tree<U> other, BiFunction<? super T, ? super U, ? extends R> f) {
    if (!names().equals(other.names())) {
      throw new IllegalArgumentException("names " + names() + " and " + other.names() + " differ");
    }
    List<R> values = new ArrayList<>();
    Iterator<U> others = other.leaves.values().iterator();
    leaves.values().forEach(value -> values.add(f.apply(value, others.next())));
    return of(names(), values);
  }

  /// The names in order.
  public List<String> names() {
    return List.copyOf(leaves.keySet());
  }

  /// The values in order.
  public List<T> values() {
    return List.copyOf(leaves.values());
  }

  /// The number of leaves.
  public int size() {
    return leaves.size();
  }
}
