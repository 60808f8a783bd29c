// Counts calls that read what tells one browser from another, and says so through a binding. Runs before the page.
(() => {
  const send = globalThis.__safeinfo;
  if (!send) return;
  delete globalThis.__safeinfo;
  const stackLimit = 3;  // calls of a kind of which the caller is looked up; after that only counted
  const counts = new Map();
  const caller = () => {
    const lines = (new Error().stack || "").split("\n").slice(3);
    for (const line of lines) {
      const found = /((?:https?|blob|file):[^\s)]+?)(?::\d+){1,2}\)?$/.exec(line);
      if (found) return found[1];
    }
    return "";
  };
  const note = (name) => {
    const count = (counts.get(name) || 0) + 1;
    counts.set(name, count);
    if (count <= stackLimit) send("1 " + name + "\n" + caller());
    else if ((count & (count - 1)) === 0) send((count >> 1) + " " + name + "\n");
  };
  const wrap = (owner, key, name) => {
    const original = owner && Object.getOwnPropertyDescriptor(owner, key);
    if (!original || !original.configurable) return;
    const make = (inner) => new Proxy(inner, {
      apply(target, self, args) { note(name); return Reflect.apply(target, self, args); },
    });
    if (typeof original.value === "function") {
      Object.defineProperty(owner, key, { ...original, value: make(original.value) });
    } else if (original.get) {
      Object.defineProperty(owner, key, { ...original, get: make(original.get) });
    }
  };
  const of = (name) => globalThis[name] && globalThis[name].prototype;
  wrap(of("HTMLCanvasElement"), "toDataURL", "canvas");
  wrap(of("HTMLCanvasElement"), "toBlob", "canvas");
  wrap(of("CanvasRenderingContext2D"), "getImageData", "canvas");
  wrap(of("CanvasRenderingContext2D"), "measureText", "fonts");
  wrap(of("FontFaceSet"), "check", "fonts");
  wrap(of("WebGLRenderingContext"), "getParameter", "webgl");
  wrap(of("WebGL2RenderingContext"), "getParameter", "webgl");
  wrap(of("WebGLRenderingContext"), "readPixels", "webgl");
  wrap(of("OfflineAudioContext"), "startRendering", "audio");
  wrap(of("AnalyserNode"), "getFloatFrequencyData", "audio");
  wrap(of("MediaDevices"), "enumerateDevices", "devices");
  wrap(of("Navigator"), "getBattery", "battery");
  wrap(of("Navigator"), "plugins", "plugins");
  wrap(of("Navigator"), "hardwareConcurrency", "hardware");
  wrap(of("Navigator"), "deviceMemory", "hardware");
  wrap(of("NavigatorUAData"), "getHighEntropyValues", "user-agent");
  wrap(of("RTCPeerConnection"), "createOffer", "webrtc");
  wrap(of("Geolocation"), "getCurrentPosition", "geolocation");
  wrap(of("SpeechSynthesis"), "getVoices", "voices");
})();
