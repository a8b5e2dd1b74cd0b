/** What the API answers; docs/api.md tells it. Times in milliseconds, sizes in bytes, progress in percent. */

export type VideoState = 'processing' | 'ready' | 'failed';
export type RenditionState = 'queued' | 'encoding' | 'ready' | 'failed' | 'skipped';

export interface Processing {
  state: 'queued' | 'running' | 'completed' | 'failed';
  speed?: number;
  eta_seconds?: number;
  queue_position?: number;
}

export interface Rendition {
  name: string;
  kind: 'video' | 'audio';
  width: number;
  height: number;
  frame_rate: number;
  codecs: string;
  average_bandwidth: number;
  peak_bandwidth: number;
  size_bytes: number;
  state: RenditionState;
  progress?: number;
  speed?: number;
  eta_seconds?: number;
  reason?: string;
  detail?: string;
  copied: boolean;
  quality?: { xpsnr_db: number; ssim: number; samples: number };
  language?: string;
  label?: string;
}

export interface Caption {
  language: string;
  label?: string;
  kind: string;
  /** Shown unless the viewer does not want it. */
  default: boolean;
  source: string;
  href: string;
}

export interface Chapter {
  start_ms: number;
  end_ms: number;
  title: string;
}

export interface Video {
  id: string;
  /** One more with every change. */
  revision: number;
  title: string;
  description: string;
  tags: string[];
  state: VideoState;
  playable: boolean;
  progress?: number;
  processing?: Processing;
  created_at: string;
  updated_at: string;
  duration_ms: number;
  size_bytes: number;
  filename: string;
  sha256: string;
  width: number;
  height: number;
  renditions: Rendition[];
  views: number;
  failure?: { code: string; detail: string; retryable: boolean };
  has_poster: boolean;
  own_poster: boolean;
  warnings: string[];
  captions: Caption[];
  chapters: Chapter[];
  links: {
    self: string;
    hls: string;
    dash: string;
    stream: string;
    poster: string;
    storyboard?: string;
    preview?: string;
    captions: string;
    chapters: string;
  };
}

/** The event "progress": what of a video changes while it is processed. */
export interface Progress {
  id: string;
  /** Of the video that it belongs to. */
  revision: number;
  state: VideoState;
  playable: boolean;
  progress?: number;
  processing?: Processing;
  renditions: Pick<Rendition, 'name' | 'state' | 'progress' | 'speed' | 'eta_seconds'>[];
}

export interface VideoPage {
  items: Video[];
  total_count: number;
  next_cursor?: string;
}

/** An upload of any kind, as whoever watches it is told. */
export interface UploadStatus {
  id: string;
  state: 'receiving' | 'examining' | 'completed' | 'failed';
  offset_bytes: number;
  /** Missing until it is known. */
  length_bytes?: number;
  reason?: { code: string; detail: string };
  links: { self: string; video?: string };
}

export interface UploadLimits {
  max_size_bytes: number;
  max_duration_ms?: number;
  available_bytes: number;
  refused_types: string[];
  url_import: boolean;
}

/** Where in a video its bytes are. */
export interface Span {
  start_ms: number;
  duration_ms: number;
  size_bytes: number;
}

export interface Bitrates {
  renditions: { name: string; spans: Span[] }[];
}
