package io.gradus.app.gallery;

import io.gradus.nn.Nearest;
import io.gradus.nn.UserException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The cases: every program as it is, and every fault in some of the programs that it fits.
///
/// @param plain the programs of one idea each
/// @param practices the programs that use what practitioners use
/// @param published the programs of tables that are read
public record Gallery(List<Program> plain, List<Program> practices, List<Program> published) {
  private static final int PLAIN = 6; // of the first kind that a fault is planted in
  private static final int PRACTICES = 2; // of the second
  private static final int PUBLISHED = 1; // of the third

  /// The programs that make their own data.
  public static Gallery standard() {
    return new Gallery(Programs.ALL, Practices.ALL, List.of());
  }

  /// These and the programs of published tables.
  ///
  /// @param folder where the tables are: `iris.csv`, `penguins.csv`, `titanic.csv` and
  ///   `california-housing.csv`
  public Gallery with(Path folder) {
    return new Gallery(plain, practices, Published.in(folder));
  }

  /// All programs.
  public List<Program> programs() {
    return Stream.of(plain, practices, published).flatMap(List::stream).toList();
  }

  /// All cases, the healthy ones first.
  public List<Case> cases() {
    return Stream.concat(healthy().stream(), faulty().stream()).toList();
  }

  /// The programs without a fault.
  public List<Case> healthy() {
    return programs().stream().map(p -> new Case(p, Optional.empty())).toList();
  }

  /// The programs with a fault, harmful or not.
  public List<Case> faulty() {
    Map<Program, Training> healthy = new HashMap<>();
    programs().forEach(p -> healthy.put(p, p.training().get()));
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < Faults.ALL.size(); i++) {
      Fault fault = Faults.ALL.get(i);
      Predicate<Program> fits = p -> fault.fits().test(p.task(), healthy.get(p));
      plant(fault, i, plain.stream().filter(fits).toList(), PLAIN, cases);
      plant(fault, i, practices.stream().filter(fits).toList(), PRACTICES, cases);
      plant(fault, i, published.stream().filter(fits).toList(), PUBLISHED, cases);
    }
    return cases;
  }

  /// Plants a fault in so many of the programs that it fits, spread evenly.
  ///
  /// @param first where to begin, so that faults differ in their programs
  private static void plant(Fault fault, int first, List<Program> fit, int most, List<Case> cases) {
    int count = Math.min(most, fit.size());
    for (int k = 0; k < count; k++) {
      int at = (k * fit.size() / count + first) % fit.size();
      cases.add(new Case(fit.get(at), Optional.of(fault)));
    }
  }

  /// The case with a name.
  ///
  /// @throws UserException if there is none
  public Case named(String name) {
    List<Case> cases = cases();
    List<String> names = cases.stream().map(Case::name).toList();
    int at = names.indexOf(name);
    if (at < 0) {
      throw new UserException("unknown case '" + name + "'" + Nearest.hint(name, names));
    }
    return cases.get(at);
  }
}
