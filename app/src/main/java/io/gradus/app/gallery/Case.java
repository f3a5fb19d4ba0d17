package io.gradus.app.gallery;

import java.util.Optional;

/// A program, healthy or with one fault.
///
/// @param fault what is wrong; nothing in a healthy twin
public record Case(Program program, Optional<Fault> fault) {
  /// The name, such as `moons` or `moons/lr-high`.
  public String name() {
    return fault.map(f -> program.name() + "/" + f.name()).orElse(program.name());
  }

  /// What it learns, and what is wrong with it.
  public String sentence() {
    return program.sentence() + fault.map(f -> " " + f.sentence()).orElse(" Nothing is wrong.");
  }

  /// Data and spec.
  public Training training() {
    Training healthy = program.training().get();
    return fault.map(f -> f.plant().apply(healthy)).orElse(healthy);
  }

  /// The same without the fault.
  public Case twin() {
    return new Case(program, Optional.empty());
  }
}
