package io.gradus.nn;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What can be set: the components of records with their [Setting]s, found by the paths that specs
/// use. Help texts and the reference of the spec are made of them.
///
/// @param codec what knows the names of a catalog
/// @param root the record that the paths begin at
public record Settings(Codec codec, Class<? extends Record> root) {
  /// One setting.
  ///
  /// @param path where it is written, such as `data.split.test`
  /// @param about its default, limits and sentence
  /// @param type what it takes, or what a list of it holds
  /// @param many whether it takes a list
  /// @param choices the names it takes, if there is a choice
  public record Entry(
      String path, Setting about, Class<?> type, boolean many, Collection<String> choices) {
    /// The last word of the path.
    public String name() {
      return path.substring(path.lastIndexOf('.') + 1);
    }
  }

  /// The settings of the record itself, in order.
  public List<Entry> entries() {
    return entries("", root);
  }

  /// The settings of a record.
  ///
  /// @param path where the record is written
  public List<Entry> entries(String path, Class<?> type) {
    return Arrays.stream(type.getRecordComponents())
        .map(c -> entry(path.isEmpty() ? Codec.name(c) : path + "." + Codec.name(c), c))
        .toList();
  }

  /// The setting at a path. Where a catalog chooses, the next word is the chosen name, or `*` for
  /// the first one that has the rest of the path.
  public Optional<Entry> find(String path) {
    return find("", root, List.of(path.split("\\.")));
  }

  private Optional<Entry> find(String above, Class<?> type, List<String> words) {
    Optional<Entry> entry =
        entries(above, type).stream().filter(e -> e.name().equals(words.getFirst())).findFirst();
    List<String> rest = words.subList(1, words.size());
    if (entry.isEmpty() || rest.isEmpty()) {
      return entry;
    }
    Entry e = entry.get();
    if (e.type == Map.class) {
      return entry; // what follows is a name of the user's own
    }
    if (e.type.isRecord() && !isChosen(e.type)) {
      return find(e.path, e.type, rest);
    }
    return e.choices.stream()
        .filter(name -> rest.getFirst().equals("*") || rest.getFirst().equals(name))
        .filter(name -> rest.size() > 1)
        .flatMap(name ->
            record(e.type, name).stream()
                .flatMap(r -> find(e.path + "." + name, r, rest.subList(1, rest.size())).stream()))
        .findFirst();
  }

  /// Whether values of a type are read in a way of their own, such as by name.
  public boolean isChosen(Class<?> type) {
    return codec.converter(type).isPresent();
  }

  /// The names of the values of a type; empty if it has none.
  public Collection<String> names(Class<?> type) {
    return codec.converter(type).map(Codec.Converter::names).orElse(List.of());
  }

  /// The record of settings behind a name of a type.
  public Optional<Class<? extends Record>> record(Class<?> type, String name) {
    return codec.converter(type).flatMap(c -> c.settings(name));
  }

  private Entry entry(String path, RecordComponent c) {
    Setting about = Codec.setting(c);
    Type type = c.getGenericType();
    boolean many = c.getType() == List.class;
    if (many || c.getType() == Optional.class) {
      type = ((ParameterizedType) type).getActualTypeArguments()[0];
    }
    Class<?> raw = (Class<?>) (type instanceof ParameterizedType map ? map.getRawType() : type);
    Collection<String> choices =
        raw.isEnum()
            ? Arrays.stream(raw.getEnumConstants()).map(e -> (String) codec.write(e)).toList()
            : isChosen(raw) ? names(raw) : List.of(about.oneOf());
    return new Entry(path, about, raw, many, choices);
  }
}
