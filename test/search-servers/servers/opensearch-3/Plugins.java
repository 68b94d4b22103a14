package org.opensearch.node;

import java.util.List;
import org.opensearch.Version;
import org.opensearch.common.settings.Settings;
import org.opensearch.plugins.PluginInfo;
import org.opensearch.transport.Netty4ModulePlugin;

/** What the server is made of, as the version that this is for wants it. */
final class Plugins {
  static List<PluginInfo> list() {
    String name = Netty4ModulePlugin.class.getName();
    return List.of(
        new PluginInfo(
            "transport-netty4", "", "NA", Version.CURRENT, "21", name, null, List.of(), false));
  }

  static Settings.Builder settings() {
    return Settings.builder().put("transport.type", "netty4").put("http.type", "netty4");
  }
}
