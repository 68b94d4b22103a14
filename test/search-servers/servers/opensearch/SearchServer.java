package org.opensearch.node;

import java.nio.file.Path;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.http.HttpServerTransport;

/** One OpenSearch node in a folder, on a free port of loopback, which it prints; ends with its standard input. */
final class SearchServer extends Node {
  private SearchServer(Settings settings) {
    super(new Environment(settings, null), Plugins.list(), true);
  }

  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(arguments[0]);
    Settings settings =
        Plugins.settings()
            .loadFromPath(home.resolve("config/opensearch.yml"))
            .put("path.home", home.toString())
            .put("cluster.name", "drover-test")
            .put("node.name", "test")
            .put("discovery.type", "single-node")
            .put("network.host", "127.0.0.1")
            .put("http.port", "0")
            .put("transport.port", "0")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .build();
    Node node = new SearchServer(settings).start();
    HttpServerTransport http = node.injector().getInstance(HttpServerTransport.class);
    System.out.println("listening on " + http.boundAddress().publishAddress().getPort());
    while (System.in.read() != -1) {}
    node.close();
    System.exit(0);
  }
}
